/**
 * The limits of the heap of a thread that writes or sends, in MB. The old generation has room for the Readings that the journal keeps in
 * memory while a disk does not work. With 8 or 32 MB for the young generation a backlog is sent a tenth slower; without a limit it grows by
 * 100 MB (DECISIONS.md).
 */
export const HEAP = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 16 };
