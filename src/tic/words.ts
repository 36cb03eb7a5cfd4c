import type { Reading } from '../reading.ts';

/** A Reading that is being made: what a frame says is put into it, word by word. */
export type Words = { -readonly [W in keyof Reading]: Reading[W] };
