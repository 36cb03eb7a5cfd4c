import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { serial } from '../../src/source/serial.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const opening = (path: string, life = new AbortController().signal) => serial(path).bytes(9600, life).next();

describe('a serial port', () => {
  test('that does not exist is missing', async () => {
    await expect(opening(join(folder, 'ttyUSB0'))).rejects.toMatchObject({ name: 'SourceError', trouble: 'missing' });
  });

  test('without permission is forbidden', async () => {
    const locked = join(folder, 'locked');
    await writeFile(locked, '', { mode: 0 });
    await chmod(folder, 0o711);
    await expect(asNobody(() => opening(locked))).rejects.toMatchObject({ trouble: 'forbidden' });
  });

  test('that is no terminal fails as "other", with the message of the system', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(opening(file)).rejects.toMatchObject({ trouble: 'other', message: expect.stringContaining('ioctl') });
  });

  // A pseudo-terminal has eight bits and no parity whatever is requested, so the request itself is checked.
  test('is opened as 8N1, so that the parity bit can be read, and locked', async () => {
    const open = vi.spyOn(SerialPort.binding, 'open');
    await opening(join(folder, 'ttyUSB0')).catch(() => undefined);
    const settings = { baudRate: 9600, dataBits: 8, parity: 'none', stopBits: 1, lock: true };
    expect(open).toHaveBeenCalledExactlyOnceWith(expect.objectContaining(settings));
    open.mockRestore();
  });

  test('is not opened after its life has ended', async () => {
    expect(await opening(join(folder, 'ttyUSB0'), AbortSignal.abort())).toEqual({ done: true, value: undefined });
  });

  test('of a system without a poller is unsupported, and is closed', async () => {
    const close = vi.fn(async () => undefined);
    const open = vi.spyOn(SerialPort.binding, 'open').mockResolvedValue({ close } as never);
    await expect(opening('COM3')).rejects.toMatchObject({ trouble: 'unsupported' });
    expect(close).toHaveBeenCalledOnce();
    open.mockRestore();
  });

  test('without its native binding fails as "other", with the reason', async () => {
    vi.doMock('serialport', () => ({
      get SerialPort() {
        throw new Error('No native build was found');
      },
    }));
    await expect(opening(join(folder, 'ttyUSB0'))).rejects.toMatchObject({
      trouble: 'other',
      message: 'No native build was found',
    });
    vi.doUnmock('serialport');
  });
});

/** Root may open anything, so the process becomes another user meanwhile. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  const NOBODY = 65_534;
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
