import type { Protocol } from '../../src/ui/protocol.ts';
import type { ShownStatus } from './model/shown-status.ts';

/** Questions and their answers, by path. */
type Questions<Q> = { readonly [P in keyof Q]: { readonly asks: object; readonly answers: unknown } };

/** The requests that the views of both pages may make, and what they need of the answers. */
export interface ViewProtocol extends Pick<Protocol, '/meters' | '/curve' | '/spans' | '/contract' | '/offers'> {
  readonly '/status': { readonly asks: Protocol['/status']['asks']; readonly answers: ShownStatus };
}

/** The body of a question; the sender adds the language. */
export type Asked<Q extends Questions<Q>, P extends keyof Q> = Omit<Q[P]['asks'], 'language'>;

/** Sends one question to the page's server. It rejects if the server refuses, or does not answer in time. */
export type Ask<Q extends Questions<Q>> = <P extends keyof Q>(path: P, body: Asked<Q, P>) => Promise<Q[P]['answers']>;

/** The message of a failed request. Homebridge rejects with plain objects that have a `message`, not with errors. */
export function failureReason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
