/** Where an operator puts the key of each provider that asks money. */
export const KEY_VARIABLES: Readonly<Record<string, string>> = {
  hiapi: 'HIAPI_API_KEY',
  ark: 'ARK_API_KEY',
  dashscope: 'DASHSCOPE_API_KEY',
  runway: 'RUNWAYML_API_SECRET',
};

/** The variable that a provider's key goes into. */
export function keyOf(provider: string): string {
  return KEY_VARIABLES[provider] ?? `the key of ${provider}`;
}
