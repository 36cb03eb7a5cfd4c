import { isOfThisNetwork } from './request-host.ts';

/** The parts of an HTTP request's head on which an answer depends. */
export interface RequestHead {
  readonly method: string;
  /** The target of the request, as sent. */
  readonly url: string;
  /** The header Host; absent in HTTP/1.0. */
  readonly host: string | undefined;
}

/** Why a read-only server refuses a request: an HTTP status, and the name of the text that explains it. */
export type Refusal =
  | { readonly status: 421; readonly says: 'otherHost' }
  | { readonly status: 405; readonly says: 'readOnly' };

/** Why a read-only server refuses a request; undefined if it may be answered. */
export function refusalOf({ method, host }: Pick<RequestHead, 'method' | 'host'>): Refusal | undefined {
  if (host !== undefined && !isOfThisNetwork(host)) return { status: 421, says: 'otherHost' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, says: 'readOnly' };
  return undefined;
}
