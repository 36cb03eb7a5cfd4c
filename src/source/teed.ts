import type { BaudRate, Source } from './source.ts';

/** The same source, whose bytes are also passed to `give` as they arrive, before its reader gets them. */
export function teed(source: Source, give: (bytes: Uint8Array) => void): Source {
  return {
    ...source,
    async *bytes(baudRate: BaudRate, opening: AbortSignal) {
      for await (const bytes of source.bytes(baudRate, opening)) {
        give(bytes);
        yield bytes;
      }
    },
  };
}
