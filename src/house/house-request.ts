import { type Refusal, type RequestHead, refusalOf } from '../http/request-head.ts';
import type { HouseTexts } from '../texts/en/house.ts';
import type { Protocol } from '../ui/protocol.ts';
import { requestFrom } from '../ui/request.ts';

/** The fields that the house's page may send. It may not send prices, nor anything that would change the offers. */
const ASKED = {
  '/status': ['language'],
  '/meters': ['language'],
  '/curve': ['language', 'meter', 'span'],
  '/spans': ['language', 'meter', 'by', 'from', 'to', 'beside'],
  '/contract': ['language', 'meter'],
  '/offers': ['language', 'meter'],
} as const satisfies { readonly [P in keyof Protocol]?: readonly (keyof Protocol[P]['asks'])[] };

/** The paths of `Protocol` that are open to the house's page, after `/api`. */
type HousePath = keyof typeof ASKED;

/** A permitted question, with its fields checked. */
export type HouseQuestion = {
  readonly [P in HousePath]: { readonly path: P; readonly asks: Omit<Protocol[P]['asks'], 'prices' | 'kVA' | 'hours'> };
}[HousePath];

/** What a request asks for, or why it is refused. */
export type HouseRequest =
  | { readonly kind: 'file'; readonly name: string }
  | { readonly kind: 'question'; readonly question: HouseQuestion }
  | {
      readonly kind: 'refused';
      readonly status: 400 | 404 | Refusal['status'];
      readonly says: Extract<keyof HouseTexts, 'misunderstood' | 'noSuchPath' | Refusal['says']>;
    };

/** The file that is served at the path `/`. */
const FIRST_FILE = 'house.html';

const NO_SUCH_PATH = { kind: 'refused', status: 404, says: 'noSuchPath' } as const;
/** A file name, or a question's name after `api/`: no other slash, and no percent-encoding. */
const TARGET = /^\/(?<path>(?:api\/)?[\w.-]*)(?:\?(?<query>.*))?$/s;

/** Never throws, whatever was sent. */
export function houseRequestFrom(head: RequestHead): HouseRequest {
  const refusal = refusalOf(head);
  if (refusal) return { kind: 'refused', ...refusal };
  const { path, query = '' } = TARGET.exec(head.url)?.groups ?? {};
  if (path === undefined) return NO_SUCH_PATH;
  if (!path.startsWith('api/')) return { kind: 'file', name: path === '' ? FIRST_FILE : path };
  const question = path.slice('api'.length);
  return isHousePath(question) ? questionFrom(question, query) : NO_SUCH_PATH;
}

function isHousePath(path: string): path is HousePath {
  return Object.hasOwn(ASKED, path);
}

function questionFrom(path: HousePath, query: string): HouseRequest {
  try {
    const sent: { readonly [field: string]: unknown } = Object(
      JSON.parse(new URLSearchParams(query).get('asks') ?? '{}'),
    );
    const asked = ASKED[path].filter((field) => Object.hasOwn(sent, field)).map((field) => [field, sent[field]]);
    const asks = requestFrom(path, Object.fromEntries(asked));
    return { kind: 'question', question: { path, asks } as HouseQuestion };
  } catch {
    return { kind: 'refused', status: 400, says: 'misunderstood' };
  }
}
