import { symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../src/base/plugin-names.ts';
import { STATUS_SOCKET } from '../../src/status/socket.ts';

// A process that waits on the status socket of the folder in its first argument, as the plugin would. Once somebody comes it sets
// links at all names of the journal's files, with the suffixes in its third argument, to the file in its second one, and goes away.
const [, , folder = '', target = '', suffixes = '[]'] = process.argv;
const server = createServer((client) => {
  for (const suffix of JSON.parse(suffixes)) symlinkSync(target, join(folder, `${JOURNAL_FILE}${suffix}`));
  client.destroy();
  server.close();
});
server.listen(join(folder, STATUS_SOCKET), () => process.stdout.write('listening\n'));
