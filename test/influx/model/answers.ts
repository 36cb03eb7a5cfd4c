import { LOST_BY_POWER_CUT_MS } from './storage.ts';

/** Whether an answer that acknowledges nothing raises a doubt about what was acknowledged before. */
type Raises = 'doubt' | 'nothing';

/** An answer to a write that does not depend on its lines. */
export type Scripted = {
  /** The lines are stored all the same: only the answer is lost, or wrong. */
  readonly stores?: true;
  /**
   * The server dies at this moment, and is back for the next request; it loses what it acknowledged in this many ms before.
   */
  readonly diesMs?: number;
  readonly raises: Raises;
} & (
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Headers; readonly body: string }
  /** The connection is cut before the answer, or in its middle. */
  | { readonly kind: 'reset' | 'cut' }
  /** `late`: no answer until the run's time has passed. `hang`: never an answer; the client's timeout is over at once. */
  | { readonly kind: 'late' | 'hang' }
);

type Headers = Readonly<Record<string, string>>;

const WEB_PAGE = '<!doctype html><html><title>404</title><h1>Not Found</h1></html>';

/**
 * Every kind of answer that `influx/answer.ts` distinguishes, except for those that depend on the lines: refused, too old,
 * too large. They have the headers of the database, unless something else gives them.
 */
export const ANSWERS = {
  busy429: { kind: 'status', raises: 'nothing', status: 429, headers: { 'retry-after': '7' }, body: '' },
  busy408: { kind: 'status', raises: 'nothing', status: 408, body: '{"error":"timeout"}' },
  busy425: { kind: 'status', raises: 'nothing', status: 425, body: '' },
  failing503: { kind: 'status', raises: 'doubt', status: 503, headers: { 'retry-after': '12' }, body: 'overloaded' },
  failing500: { kind: 'status', raises: 'doubt', status: 500, body: '{"error":"internal error"}' },
  failing500Stored: { kind: 'status', raises: 'doubt', stores: true, status: 500, body: '{"error":"timeout"}' },
  full: { kind: 'status', raises: 'doubt', status: 500, body: '{"error":"write: no space left on device"}' },
  readOnly: { kind: 'status', raises: 'doubt', status: 400, body: 'the storage is in read-only mode' },
  unauthorized: { kind: 'status', raises: 'nothing', status: 401, body: '{"error":"authorization failed"}' },
  forbidden: { kind: 'status', raises: 'nothing', status: 403, body: '{"error":"insufficient permissions for write"}' },
  noStore: {
    ...{ kind: 'status', raises: 'nothing', status: 404 },
    body: '{"code":"not found","message":"bucket \\"linky\\" not found"}',
  },
  noDatabase: { kind: 'status', raises: 'nothing', status: 400, body: '{"error":"database is required"}' },
  noPolicy: { kind: 'status', raises: 'nothing', status: 500, body: '{"error":"retention policy not found: \\"a\\""}' },
  router404: { kind: 'status', raises: 'doubt', status: 404, body: WEB_PAGE },
  proxy400: {
    kind: 'status',
    raises: 'doubt',
    status: 400,
    body: '<html>plain HTTP request sent to HTTPS port</html>',
  },
  portal200: { kind: 'status', raises: 'doubt', status: 200, body: WEB_PAGE },
  moved302: { kind: 'status', raises: 'doubt', status: 302, headers: { location: 'http://192.0.2.1/login' }, body: '' },
  partly201: { kind: 'status', raises: 'nothing', stores: true, status: 201, body: '' },
  dies: { kind: 'reset', raises: 'doubt', diesMs: LOST_BY_POWER_CUT_MS },
  diesBehindProxy: { kind: 'status', raises: 'doubt', diesMs: LOST_BY_POWER_CUT_MS, status: 502, body: WEB_PAGE },
  diesBehindRouter: { kind: 'status', raises: 'doubt', diesMs: LOST_BY_POWER_CUT_MS, status: 404, body: WEB_PAGE },
  reset: { kind: 'reset', raises: 'doubt' },
  resetStored: { kind: 'reset', raises: 'doubt', stores: true },
  cut: { kind: 'cut', raises: 'doubt' },
  cutStored: { kind: 'cut', raises: 'doubt', stores: true },
  late: { kind: 'late', raises: 'doubt' },
  lateStored: { kind: 'late', raises: 'doubt', stores: true },
  silent: { kind: 'hang', raises: 'doubt' },
} as const satisfies { readonly [name: string]: Scripted };

export type AnswerName = keyof typeof ANSWERS;

const FOREIGN: ReadonlySet<AnswerName> = new Set([
  ...(['router404', 'proxy400', 'portal200', 'moved302'] as const),
  ...(['diesBehindProxy', 'diesBehindRouter'] as const),
]);

/** Whether something else than the database gives this answer, so that it has none of its headers. */
export function isForeign(name: AnswerName): boolean {
  return FOREIGN.has(name);
}

/** What a server that is no database answers at its address; it stores nothing. */
export interface Stranger {
  readonly post: { readonly status: number; readonly body: string };
  readonly get: { readonly status: number; readonly body: string };
}

const DONE = { status: 204, body: '' };
const NOWHERE = { status: 404, body: WEB_PAGE };

// None says that points are too old: the client takes that for a sign of a database.
export const STRANGERS = {
  says204: { post: DONE, get: DONE },
  says204ToPost: { post: DONE, get: NOWHERE },
  says201: { post: { status: 201, body: '' }, get: { status: 200, body: '' } },
  webPage: { post: { status: 200, body: WEB_PAGE }, get: { status: 200, body: WEB_PAGE } },
  refuses: { post: { status: 400, body: '{"error":"unable to parse"}' }, get: NOWHERE },
  tooLarge: { post: { status: 413, body: '' }, get: NOWHERE },
} as const satisfies { readonly [name: string]: Stranger };

export type StrangerName = keyof typeof STRANGERS;
