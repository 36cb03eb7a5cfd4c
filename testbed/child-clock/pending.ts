/** What a thread of a child process waits for without a timer, as long as `requests-preload.ts` counts it. */
export const pending = { count: 0 };
