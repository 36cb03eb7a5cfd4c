import type { Journal } from '../../journal/journal.ts';
import type { TicMode } from '../../reading/reading.ts';
import type { WriterAnswers, WriterQuestion } from '../messages.ts';

/**
 * More than five hours of a meter that sends a frame per second. The journal is searched this far back for a meter that has been silent
 * while another one was received.
 */
const MOST_ENTRIES = 20_000;
const ENTRIES_AT_ONCE = 200;

/** Answers a question of the main thread from the journal. */
export function answerTo(question: WriterQuestion, journal: Journal): WriterAnswers[WriterQuestion['about']] {
  switch (question.about) {
    case 'minutes':
      return journal.minutes(question.meter, question.fromMs, question.toMs);
    case 'latestMinutes':
      return journal.latestMinutes(question.meter, question.most);
    case 'lastMode':
      return lastModeIn(journal, question.meter);
    case 'note':
      return noteIn(journal, question.name);
    case 'registerLines':
      return journal.registerLines(question.meter);
  }
}

/** Until the database is opened for the first time, its content is unknown. */
function noteIn(journal: Journal, name: string): WriterAnswers['note'] {
  if (journal.epoch === 0) return undefined;
  return { text: journal.note(name) };
}

/** The mode in which a meter was last received, searched from the newest entry backwards; undefined if the journal does not show it. */
function lastModeIn(journal: Journal, meter: string): TicMode | undefined {
  const oldest = Math.max(journal.begin, journal.end - MOST_ENTRIES);
  for (let end = journal.end; end > oldest; end -= ENTRIES_AT_ONCE) {
    const entries = journal.read(end - ENTRIES_AT_ONCE, ENTRIES_AT_ONCE);
    // An entry that was written by another version may have no frame.
    const mode = entries.findLast((entry) => entry.meter === meter)?.reading.frame?.mode;
    if (mode) return mode;
  }
  return undefined;
}
