/** Where an operator puts the key of each provider that asks money. */
export const KEY_VARIABLES: Readonly<Record<string, string>> = {
  hiapi: 'HIAPI_API_KEY',
  ark: 'ARK_API_KEY',
  dashscope: 'DASHSCOPE_API_KEY',
  runway: 'RUNWAYML_API_SECRET',
};
