/** Code of the page in a file of its own. */
export interface Part<T> {
  /** Undefined until it has come. */
  readonly loaded: T | undefined;
  /** Gives the code, and fetches it unless it is there or on its way. It rejects where that fails, and can be called again. */
  load(): Promise<T>;
}

/** What the build appends to the address of each file of code that is fetched: see `again`. */
declare global {
  var partQuery: string | undefined;
}
let failures = 0;

/** @param fetch gives the code */
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
      // A browser keeps the failure of an address, and asks for it no more (until Firefox 155): so the next time it is another one.
      failures += 1;
      globalThis.partQuery = `?again=${failures}`;
      throw error;
    }
  }
}
