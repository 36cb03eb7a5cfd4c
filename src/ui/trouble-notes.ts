import { type Language, textsFor } from '../texts/texts.ts';
import type { News } from '../trouble/news.ts';
import type { Trouble } from '../trouble/trouble.ts';
import { newsSentence, said } from '../trouble/words.ts';
import type { DatedNote, TroubleNote } from './protocol.ts';

/** A trouble in words, for the page. */
export function troubleNote(trouble: Trouble, language: Language): TroubleNote {
  const { part, kind, since } = trouble;
  return {
    ...{ part, kind, since },
    ...('meter' in trouble && { meter: trouble.meter }),
    ...(trouble.part === 'settings' && { path: trouble.path }),
    ...(trouble.part === 'clock' && trouble.waits && { waits: true }),
    ...said(trouble, textsFor(language, 'page').troubles),
  };
}

/** The news, in words and with their dates, the newest first. */
export function newsNotes(news: readonly News[], language: Language): readonly DatedNote[] {
  const words = textsFor(language, 'page').troubles;
  return news.toReversed().map((one) => ({ atMs: one.at, says: newsSentence(one, words) }));
}
