/**
 * The limits of the heap of a thread that writes or sends, in MB. The old generation has room for the Readings that the journal keeps in
 * memory while a disk does not work. DECISIONS.md has what 8 and 32 MB for the young generation, and no limit, cost.
 */
export const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };
