import { shortened } from '../base/printable.ts';
import type { Answer } from './answer.ts';
import type { InfluxRequest } from './client.ts';

/** A request with an InfluxQL statement that changes something. */
export function statement(q: string, database?: string): InfluxRequest {
  return {
    method: 'POST',
    path: '/query',
    body: new URLSearchParams({ q, ...(database !== undefined && { db: database }) }).toString(),
    contentType: 'application/x-www-form-urlencoded',
  };
}

/** Any name as an identifier of InfluxQL. */
export function identifier(name: string): string {
  return `"${name.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/** The error of a statement: empty if there was none, undefined if this is not an answer to a statement. */
export function statementError(answer: Answer): string | undefined {
  if (answer.kind === 'failed' || answer.status !== 200) return undefined;
  try {
    const [result] = JSON.parse(answer.body).results;
    return typeof result.error === 'string' ? shortened(answer.shown(result.error)) : '';
  } catch {
    return undefined;
  }
}
