import { inOneLine } from '../../src/base/printable.ts';
import type { Answer, Answered, Headers } from '../../src/influx/answer.ts';

/** An answer as a client gives it that has no secrets. */
export function answered(status: number, body: string, headers: Headers = {}): Answered {
  return { kind: 'answered', status, headers, body, shown: inOneLine };
}

/** The failure to get an answer. */
export function failed(code: string, says: string): Answer {
  return { kind: 'failed', code, says, shown: inOneLine };
}
