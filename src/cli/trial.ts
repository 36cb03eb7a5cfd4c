import { type Source, SourceError } from '../source/source.ts';

/**
 * A source that says when there is nothing to be had from it: `failed` is called when it breaks before its first byte.
 * Somebody who waits in front of a terminal wants to know; a plugin would try again.
 */
export function onTrial(source: Source, failed: (error: SourceError) => void): Source {
  let isProven = false;
  return {
    ...source,
    async *bytes(baudRate, life) {
      try {
        for await (const chunk of source.bytes(baudRate, life)) {
          isProven = true;
          yield chunk;
        }
      } catch (error) {
        if (!isProven && error instanceof SourceError) failed(error);
        throw error;
      }
    },
  };
}
