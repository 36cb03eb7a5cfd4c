import { readFile, stat } from 'node:fs/promises';
import { asGiven, hidesDirection } from '../history-files/hidden-direction.ts';
import { type HistoryFile, HistoryFileError, MOST_FILE_BYTES } from '../history-files/history-file.ts';
import { readInThread } from '../history-import/read-in-thread.ts';
import { problemWords } from '../history-import/words.ts';
import { Failure, type Session, systemReason } from './session.ts';

/**
 * Reads a file of a household's history, with its energy as exported if the user chooses so. Meanwhile the terminal shows the progress.
 * @param given the option `--given`
 * @throws Failure if the file cannot be read, is of no known kind, or the reading was interrupted; and if the user chooses exported energy
 * although the file itself distinguishes drawn from exported energy
 */
export async function fileAsChosen(path: string, given: boolean | undefined, session: Session): Promise<HistoryFile> {
  const file = await fileOfHistory(path, session);
  if (!given) return file;
  const { command } = session.texts.historyImport;
  if (!hidesDirection(file.kind)) throw new Failure(command.refused(path, command.notToChoose));
  return asGiven(file);
}

async function fileOfHistory(path: string, session: Session): Promise<HistoryFile> {
  const { terminal, life, clock, texts } = session;
  const words = texts.historyImport;
  try {
    return await readInThread(await bytesOf(path, session), life, { progress: progressOn(session), clock });
  } catch (error) {
    if (life.aborted) throw new Failure(words.command.interrupted);
    if (error instanceof HistoryFileError)
      throw new Failure(words.command.refused(path, problemWords(error.problem, words)));
    throw error;
  } finally {
    terminal.progress('');
  }
}

/** Shows each new percentage. */
function progressOn({ terminal, texts }: Session): (share: number) => void {
  const words = texts.historyImport.command;
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent === shown) return;
    shown = percent;
    terminal.progress(words.reading(percent));
  };
}

/** The content of a file. Its size is checked first, so that a file that is too large is not read at all. */
async function bytesOf(path: string, session: Session): Promise<Uint8Array<ArrayBuffer>> {
  const { cli, historyImport } = session.texts;
  try {
    const found = await stat(path);
    // A pipe or a device has no size, and may never end.
    if (!found.isFile() && !found.isDirectory()) throw new Failure(historyImport.command.notAFile(path));
    if (found.size > MOST_FILE_BYTES) throw new HistoryFileError({ kind: 'tooLarge', mostBytes: MOST_FILE_BYTES });
    const bytes = await readFile(path, { signal: session.life });
    // A buffer may be a view of a larger one, which cannot be transferred to a thread.
    return bytes.length === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
  } catch (error) {
    if (session.life.aborted || error instanceof Failure || error instanceof HistoryFileError) throw error;
    throw new Failure(cli.usage.cannotRead(path, systemReason(error, session)));
  }
}
