import path from 'node:path';

/** What says where programs keep their data. */
export interface FolderHints {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  /** XDG_DATA_HOME */
  readonly xdgDataHome: string | undefined;
  /** LOCALAPPDATA */
  readonly localAppData: string | undefined;
}

/**
 * The data folder of a user who named none: where the platform keeps data of programs (XDG Base Directory 0.8, "must be absolute.
 * … ignore it" otherwise; macOS and Windows as their file system guides have it).
 */
export function defaultDataFolder({ platform, home, xdgDataHome, localAppData }: FolderHints): string {
  switch (platform) {
    case 'darwin':
      return path.join(home, 'Library', 'Application Support', 'firstframe');
    case 'win32':
      return path.join(localAppData ?? path.join(home, 'AppData', 'Local'), 'firstframe');
    default:
      return path.join(
        xdgDataHome !== undefined && path.isAbsolute(xdgDataHome) ? xdgDataHome : path.join(home, '.local', 'share'),
        'firstframe',
      );
  }
}
