import type { Protocol } from '../../src/ui/protocol.ts';
import type { PageWords } from './model/page-words.ts';

type Asked<P extends keyof Protocol> = Omit<Protocol[P]['asks'], 'language'>;
export type Ask = <P extends keyof Protocol>(path: P, body: Asked<P>) => Promise<Protocol[P]['answers']>;

/** What of Homebridge's page carries a request to the page's server. */
export interface Messenger {
  request(path: string, body: object): Promise<unknown>;
}

/** The server is on the same machine as Homebridge UI; these take longer, as they ask somebody else. */
const DEFAULT_TIMEOUT_MS = 20_000;
const TIMEOUT_MS: { readonly [P in keyof Protocol]?: number } = {
  '/status': 10_000,
  '/listen': 60_000,
  '/influx/try': 60_000,
  '/influx/create': 60_000,
};

/**
 * Asks the page's server, in the page's language. Homebridge's page answers at once when it knows that its server is away,
 * but never when the server goes in the middle of a request.
 */
export function serverRequests({ language, texts }: PageWords, messenger: Messenger): Ask {
  return async <P extends keyof Protocol>(path: P, body: Asked<P>) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(texts.unanswered)), TIMEOUT_MS[path] ?? DEFAULT_TIMEOUT_MS);
    });
    try {
      return (await Promise.race([messenger.request(path, { ...body, language }), late])) as Protocol[P]['answers'];
    } finally {
      clearTimeout(timer);
    }
  };
}

/** Why a request failed, as its server or Homebridge said it. */
export function failureReason(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error);
}
