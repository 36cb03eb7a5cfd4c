import { isOfThisNetwork } from './request-host.ts';

/** The head of a request over HTTP, as far as an answer depends on it. */
export interface RequestHead {
  readonly method: string;
  /** The target of the request as it was sent. */
  readonly url: string;
  /** The header Host; absent in HTTP/1.0. */
  readonly host: string | undefined;
}

/** Why a request is refused wherever one can only read: a status of HTTP, and the text that says it. */
export type Refusal =
  | { readonly status: 421; readonly says: 'otherHost' }
  | { readonly status: 405; readonly says: 'readOnly' };

/** Whether a request may be answered where one can only read; undefined where it may. */
export function refusalOf({ method, host }: Pick<RequestHead, 'method' | 'host'>): Refusal | undefined {
  if (host !== undefined && !isOfThisNetwork(host)) return { status: 421, says: 'otherHost' };
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, says: 'readOnly' };
  return undefined;
}
