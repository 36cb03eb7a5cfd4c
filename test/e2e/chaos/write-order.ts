/** Whether what arrives at the database comes oldest first. */
export interface WriteOrder {
  /** One request, whatever became of it. */
  take(lines: readonly string[]): void;
  readonly requests: number;
  /** What did not keep the order, request by request; what is sent again may be as old as it likes. */
  readonly faults: readonly string[];
}

export function checkWriteOrder(): WriteOrder {
  const seen = new Set<number>();
  const faults: string[] = [];
  let requests = 0;
  let newestMs = Number.NEGATIVE_INFINITY;

  return {
    take(lines) {
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

/** When a line of line protocol was. */
export function timeOf(line: string): number {
  return Number(line.slice(line.lastIndexOf(' ') + 1));
}
