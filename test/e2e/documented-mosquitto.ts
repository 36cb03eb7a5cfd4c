import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { type Daemon, freePort, startDaemon } from '../../testbed/daemon.ts';
import { type Markdown, markdownIn } from '../../testbed/markdown.ts';
import { isListening, MOSQUITTO } from '../../testbed/mqtt/mosquitto.ts';
import { temporaryFolder } from '../../testbed/support/temporary-folder.ts';

const run = promisify(execFile);
const PAGES = ['docs/mqtt.md', 'docs/mqtt.fr.md'];

/**
 * Sets mosquitto up with the files and the commands of the page about MQTT, in both languages, with a folder and a port of the test.
 * Expects each user to have the rights that the page says, what the page takes back to be gone, and TLS with the page's own certificate.
 */
export async function mosquittoAsDocumented(): Promise<void> {
  await Promise.all(PAGES.map((path) => broughtUp(markdownIn(path))));
}

async function broughtUp(page: Markdown): Promise<void> {
  const etc = temporaryFolder();
  await mkdir(join(etc, 'certs'));
  const [settings = '', rights = '', tls = ''] = textsOf(page, 'ini');
  const commands = textsOf(page, 'sh').flatMap((text) => text.trim().split('\n'));
  const those = (pattern: RegExp) => commands.filter((command) => pattern.test(command));
  const [, password = ''] = / -P '([^']+)' /.exec(commands.join('\n')) ?? [];
  const shell = async (command: string, port = 0) => {
    const ours = command
      .replace('sudo ', '')
      .replaceAll('/etc/mosquitto', etc)
      .replace('-h localhost', `-h localhost -p ${port}`)
      .replaceAll('broker.lan', 'localhost');
    return (await run('sh', ['-euc', ours])).stdout.trim();
  };

  await writeFile(join(etc, 'rights'), rights);
  // The program asks for the password on a terminal, unless it gets it as its last word.
  const passwords = those(/^sudo mosquitto_passwd /);
  for (const one of passwords) await shell(`${one.replace('_passwd', '_passwd -b')} '${password}'`);
  const certificates = those(/^sudo openssl /);
  for (const one of certificates) await shell(one);
  // This test is no other user: it expects the files to be there that are to be given to that of mosquitto.
  const owners = those(/^sudo chown mosquitto: /);
  for (const path of owners.flatMap((one) => one.split(' ').slice(3)))
    await readFile(path.replace('/etc/mosquitto', etc));

  const port = await freePort();
  await using _broker = await mosquittoWith(settings.replace('1883', `${port}`), etc, port);
  const topics = page.rows.flatMap(([cell = '']) => /^`((?:linky|homeassistant)\/.*)`$/.exec(cell)?.[1] ?? []);
  expect(topics).toHaveLength(4);
  const end = 'linky/end';
  const asLinky = `-h localhost -u linky -P '${password}'`;
  for (const topic of [...topics, end]) await shell(`mosquitto_pub ${asLinky} -q 1 -r -m x -t ${topic}`, port);

  const looks = those(/^mosquitto_sub /);
  for (const one of looks) expect((await shell(`${one} -C 4 -W 60`, port)).split('\n')).toHaveLength(4);
  // What is retained comes in the order of the topics, so that of the last one is the first where nothing else is left.
  const newest = `mosquitto_sub -h localhost -u home -P '${password}' -F %t -W 60 -t ${[...topics, end].join(' -t ')}`;
  expect((await shell(`${newest} -C 5`, port)).split('\n')).toEqual([...topics, end]);
  const takes = those(/^mosquitto_pub /);
  for (const one of takes) await shell(one, port);
  expect(await shell(`${newest} -C 1`, port)).toBe(end);
  // Mosquitto accepts a publication without a right, and drops it.
  await shell(`mosquitto_pub ${asLinky.replace('linky', 'home')} -q 1 -r -m x -t ${topics[0]}`, port);
  expect(await shell(`${newest} -C 1`, port)).toBe(end);

  await expectTlsAsDocumented(settings.replace('listener 1883\n', tls), etc);
}

/** Expects Node.js to trust the broker by the documented file, and to trust nobody without it. */
async function expectTlsAsDocumented(settings: string, etc: string): Promise<void> {
  const port = await freePort();
  await using _broker = await mosquittoWith(settings.replace('8883', `${port}`), etc, port);
  const socket = connect({ port, host: 'localhost', ca: await readFile(join(etc, 'certs/broker.pem')) });
  await once(socket, 'secureConnect');
  expect(socket.authorized).toBe(true);
  socket.destroy();
  await expect(once(connect({ port, host: 'localhost' }), 'secureConnect')).rejects.toThrow(/self-signed/);
}

function mosquittoWith(settings: string, etc: string, port: number): Promise<Daemon> {
  return startDaemon({
    binary: MOSQUITTO,
    debian: 'mosquitto',
    isReady: () => isListening(port),
    async args(folder) {
      const path = join(folder, 'mosquitto.conf');
      // Started by root, it would become another user, who may not read these files.
      const user = process.getuid?.() === 0 ? 'user root\n' : '';
      await writeFile(path, `${settings.replaceAll('/etc/mosquitto', etc)}\nlog_dest stdout\n${user}`);
      return ['-c', path];
    },
  });
}

function textsOf({ blocks }: Markdown, wanted: string): readonly string[] {
  return blocks.filter(({ language }) => language === wanted).map(({ text }) => text);
}
