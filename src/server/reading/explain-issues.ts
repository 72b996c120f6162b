import type { z } from 'zod';

/** More than these would not be read. */
const ISSUES_MAX = 5;

/**
 * Says what is wrong with a value, in a sentence a caller can act on: each field by the path it was sent under, unknown ones by name.
 * Values are not repeated: they may be prompts.
 */
export function explainIssues(error: z.ZodError): string {
  const said = error.issues.slice(0, ISSUES_MAX).map(explainIssue);
  const more = error.issues.length - said.length;
  return `${said.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function explainIssue(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const fields = issue.keys.map((key) => `\`${cut(path === '' ? key : `${path}.${key}`)}\``);
    return `unknown ${fields.length === 1 ? 'field' : 'fields'} ${fields.slice(0, ISSUES_MAX).join(', ')}`;
  }
  const field = path === '' ? 'the body' : `\`${cut(path)}\``;
  return `${field}: ${issue.message}`;
}

function cut(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}
