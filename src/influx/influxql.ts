import { shortened } from '../printable.ts';
import type { Answer } from './answer.ts';
import type { InfluxRequest } from './client.ts';

/** A request with a statement of InfluxQL that changes something. */
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

/** What went wrong with a statement: empty when nothing did, undefined when this is not an answer to one. */
export function statementError(answer: Answer): string | undefined {
  if (answer.kind === 'failed' || answer.status !== 200) return undefined;
  try {
    const [result] = JSON.parse(answer.body).results;
    return typeof result.error === 'string' ? shortened(answer.shown(result.error)) : '';
  } catch {
    return undefined;
  }
}
