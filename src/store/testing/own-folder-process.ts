// A process that tries to own the folder it is given, says `owned` or `taken`, and keeps it until its input ends or it is killed.
import { ownDataFolder } from '../sqlite/own-data-folder.js';

const ownership = ownDataFolder(process.argv[2] ?? '');
process.stdout.write(ownership === undefined ? 'taken\n' : 'owned\n');
process.stdin.resume().once('end', () => ownership?.release());
