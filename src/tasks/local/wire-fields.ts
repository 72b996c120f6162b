/** What the wire calls what the command line calls otherwise. */
const WIRE_FIELDS: Readonly<Record<string, string>> = {
  still: 'first_frame_url',
  last: 'last_frame_url',
  aspect: 'aspect_ratio',
  audio: 'generate_audio',
  'encoder-preset': 'encoder_preset',
};

/** `--aspect` or `aspect` → `aspect_ratio`; a name that is the same on both stays. */
export function wireFieldOf(field: string): string {
  const bare = field.replace(/^--/, '');
  return WIRE_FIELDS[bare] ?? bare;
}

/** The same adjustment or finding, its field by the wire's name. */
export function onWire<Told extends { readonly field: string }>(told: Told): Told {
  return { ...told, field: wireFieldOf(told.field) };
}
