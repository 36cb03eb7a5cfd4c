import type { Protocol } from '../../src/ui/protocol.ts';
import type { Ask, Asked } from './ask.ts';
import type { PageWords } from './model/page-words.ts';

/** The part of `window.homebridge` that carries a request to the page's server. */
export interface RequestChannel {
  request(path: string, body: object): Promise<unknown>;
}

/** How long to wait for an answer, in ms. Longer for requests that wait for a meter or a database themselves. */
const DEFAULT_TIMEOUT_MS = 20_000;
const TIMEOUT_MS: { readonly [P in keyof Protocol]?: number } = {
  '/status': 10_000,
  '/listen': 60_000,
  '/influx/try': 60_000,
  '/influx/create': 60_000,
  '/mqtt/try': 60_000,
  // A large file takes a slow machine a while, and a busy plugin may be slow to write.
  '/import/examine': 180_000,
  '/import/do': 180_000,
  '/import/undo': 180_000,
};

/**
 * Returns the function that sends requests to the page's server; the answers are in the page's language. A timeout is needed because
 * Homebridge's page reports at once if the server is not running, but never if it ended during a request.
 */
export function serverRequests({ language, texts }: PageWords, channel: RequestChannel): Ask<Protocol> {
  return async <P extends keyof Protocol>(path: P, body: Asked<Protocol, P>) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(texts.unanswered)), TIMEOUT_MS[path] ?? DEFAULT_TIMEOUT_MS);
    });
    try {
      return (await Promise.race([channel.request(path, { ...body, language }), timeout])) as Protocol[P]['answers'];
    } finally {
      clearTimeout(timer);
    }
  };
}
