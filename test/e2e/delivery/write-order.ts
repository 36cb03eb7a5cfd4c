/** Checks that points arrive oldest first. */
export interface WriteOrder {
  /** To be called with the lines of each request, whatever its answer was. */
  addRequest(lines: readonly string[]): void;
  readonly requests: number;
  /** A text for each request that broke the order. Points that are sent again may be of any age. */
  readonly faults: readonly string[];
}

export function checkWriteOrder(): WriteOrder {
  const seen = new Set<number>();
  const faults: string[] = [];
  let requests = 0;
  let newestMs = Number.NEGATIVE_INFINITY;

  return {
    addRequest(lines) {
      requests += 1;
      const times = lines.map(timeOf);
      const sorted = times.toSorted((a, b) => a - b);
      const span = `request ${requests}, from ${sorted.at(0)} to ${sorted.at(-1)}`;
      if (times.some((ms, at) => ms !== sorted[at])) faults.push(`${span}: its lines are not in order`);
      const fresh = sorted.filter((ms) => !seen.has(ms));
      if ((fresh[0] ?? newestMs) < newestMs) faults.push(`${span}: ${fresh[0]} comes after ${newestMs}`);
      for (const ms of fresh) seen.add(ms);
      newestMs = Math.max(newestMs, fresh.at(-1) ?? newestMs);
    },
    get requests() {
      return requests;
    },
    faults,
  };
}

/** The timestamp of a line of line protocol. */
export function timeOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}
