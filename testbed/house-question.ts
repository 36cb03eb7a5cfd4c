import type { Protocol } from '../src/ui/protocol.ts';

/** The path and query by which the house's page asks a question, in English. */
export function houseQuestion<P extends '/status' | '/spans' | '/curve' | '/offers'>(
  path: P,
  asks: Omit<Protocol[P]['asks'], 'language' | 'prices'>,
): string {
  return `/api${path}?asks=${encodeURIComponent(JSON.stringify({ language: 'en', ...asks }))}`;
}
