import type { Ask, Asked, ViewProtocol } from './ask.ts';
import type { PageWords } from './model/page-words.ts';

/** The status is available at once, and a late one is outdated. */
const STATUS_TIMEOUT_MS = 5000;
/** The server itself gives up after twenty seconds. */
const TIMEOUT_MS = 25_000;
/** The server is busy with other requests, and states when to ask again. */
const BUSY = 503;
const MOST_TRIES = 4;
const LONGEST_WAIT_S = 10;

/** `fetch`, as it is used here. */
type Send = (
  address: string,
  options: { readonly signal: AbortSignal; readonly cache: 'no-store' },
) => Promise<Response>;

/**
 * Returns the function that sends requests to the server of the house's page; the answers are in the page's language. It rejects with a
 * sentence: the server's own, or that there is no answer.
 */
export function houseRequests({ language, texts }: PageWords, send: Send): Ask<ViewProtocol> {
  return async <P extends keyof ViewProtocol>(path: P, body: Asked<ViewProtocol, P>) => {
    const asks = encodeURIComponent(JSON.stringify({ ...body, language }));
    // A relative address also works behind a proxy that serves the page under a path.
    const address = `api${path}?asks=${asks}`;
    const timeoutMs = path === '/status' ? STATUS_TIMEOUT_MS : TIMEOUT_MS;
    const signal = AbortSignal.timeout(timeoutMs);
    const askedAtMs = Date.now();
    const { isWell, answer } = await answered(() => send(address, { signal, cache: 'no-store' }), signal).catch(() => {
      throw new Error(texts.unanswered);
    });
    // If the device slept meanwhile, the answer is outdated.
    if (Math.abs(Date.now() - askedAtMs) > timeoutMs) throw new Error(texts.unanswered);
    if (isWell) return answer as ViewProtocol[P]['answers'];
    throw new Error(sentenceIn(answer) ?? texts.unanswered);
  };
}

async function answered(ask: () => Promise<Response>, signal: AbortSignal) {
  for (let tries = 1; ; tries += 1) {
    const response = await ask();
    const isBusy = response.status === BUSY && response.headers.has('Retry-After') && tries < MOST_TRIES;
    if (!isBusy) return { isWell: response.ok, answer: (await response.json()) as unknown };
    await response.body?.cancel();
    await waited(Math.min(Number(response.headers.get('Retry-After')) || 1, LONGEST_WAIT_S) * 1000, signal);
  }
}

/** Resolves after this many ms, or rejects when the signal is aborted. */
function waited(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', end);
      resolve();
    }, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}

function sentenceIn(answer: unknown): string | undefined {
  const { error } = Object(answer) as { readonly error?: unknown };
  return typeof error === 'string' ? error : undefined;
}
