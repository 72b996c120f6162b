import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Bytes of a socket's path that every system takes: 108 on Linux, 104 on macOS, the final zero among them. */
const PATH_MAX_BYTES = 103;

/** The file in a data folder that says where its socket is, if it is not in the folder. */
const ELSEWHERE = 'socket-path';

/**
 * Where the owner of a data folder listens: in the folder; by a short path under `temporary` where that would be too long for a socket,
 * in a folder that only this user can open; on Windows by a pipe of that name.
 */
export interface SocketPlace {
  /** Where whoever owns the folder says that it listens. */
  find(): string;
  /** For the owner: makes room for its socket, takes away what a dead owner left, and leaves word of where it is. */
  prepare(): string;
  /** For the owner: takes the socket and what was made for it away. */
  clear(): void;
}

/** The place of a data folder's socket. Nothing is made until an owner asks. */
export function socketPlaceOf(
  dataFolder: string,
  { temporary, platform }: { readonly temporary: string; readonly platform: NodeJS.Platform },
): SocketPlace {
  const folder = path.resolve(dataFolder);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  if (platform === 'win32') {
    const pipe = `\\\\.\\pipe\\firstframe-${name}`;
    return { find: () => pipe, prepare: () => pipe, clear: () => undefined };
  }
  const inside = path.join(folder, 'owner.sock');
  if (Buffer.byteLength(inside) <= PATH_MAX_BYTES) {
    const clear = (): void => rmSync(inside, { force: true });
    return {
      find: () => inside,
      prepare: () => {
        clear();
        return inside;
      },
      clear,
    };
  }
  return elsewhere(folder, path.join(temporary, `firstframe-${name}`));
}

/** A folder of the owner's own: a name that somebody else has taken under the temporary folder is not used, but another. */
function elsewhere(folder: string, base: string): SocketPlace {
  const note = path.join(folder, ELSEWHERE);
  let made: string | undefined;

  function takeFolder(): string {
    for (let number = 0; ; number += 1) {
      const name = number === 0 ? base : `${base}-${number}`;
      try {
        mkdirSync(name, { mode: 0o700 });
        return name;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || number > 99) throw error;
      }
    }
  }

  const find = (): string => {
    try {
      return readFileSync(note, 'utf8').trim();
    } catch {
      // Nobody listens; a name under the temporary folder that anybody can guess is not asked.
      return note;
    }
  };

  return {
    find,
    prepare() {
      // What a dead owner left: its note says which of the folders was its own.
      const left = path.dirname(find());
      if (left.startsWith(base)) rmSync(left, { recursive: true, force: true });
      made = takeFolder();
      const socket = path.join(made, 'owner.sock');
      writeFileSync(`${note}.new`, `${socket}\n`, { mode: 0o600 });
      renameSync(`${note}.new`, note);
      return socket;
    },
    clear() {
      rmSync(note, { force: true });
      if (made !== undefined) rmSync(made, { recursive: true, force: true });
    },
  };
}
