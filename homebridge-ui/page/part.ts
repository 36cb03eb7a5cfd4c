/** Code of the page in a separate file. */
export interface Part<T> {
  /** Undefined until the code has been loaded. */
  readonly loaded: T | undefined;
  /** Resolves to the code, and fetches it unless it is loaded or being loaded. It rejects if that fails, and can be called again. */
  load(): Promise<T>;
}

/** The query that the build appends to the address of each code file when it is fetched: see `again`. */
declare global {
  var partQuery: string | undefined;
}
let failures = 0;

/** @param fetch loads the code */
export function part<T>(fetch: () => Promise<T>): Part<T> {
  let loaded: T | undefined;
  let loading: Promise<T> | undefined;
  return {
    get loaded() {
      return loaded;
    },
    load() {
      loading ??= fetched();
      return loading;
    },
  };

  async function fetched(): Promise<T> {
    try {
      loaded = await fetch();
      return loaded;
    } catch (error) {
      loading = undefined;
      // A browser remembers that an address failed, and does not request it again (until Firefox 155), so the next attempt uses a different
      // address.
      failures += 1;
      globalThis.partQuery = `?again=${failures}`;
      throw error;
    }
  }
}
