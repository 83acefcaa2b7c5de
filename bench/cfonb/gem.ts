/** Where the Ruby gem `cfonb` is: in the folder that is named, among the installed gems, or fetched into the cache. */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const wanted = 'cfonb';

/** The folder to give to `ruby -I`; null, with the reason, when there is none. */
export function findGem(named: string | undefined): { readonly folder: string } | { readonly missing: string } {
  if (named !== undefined)
    return existsSync(join(named, 'cfonb.rb')) ? { folder: named } : { missing: `no cfonb.rb in ${named}` };
  const home = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'guichet-bench', 'gems');
  try {
    if (!existsSync(join(home, 'gems'))) {
      execFileSync('gem', ['install', wanted, '--install-dir', home, '--no-document'], {
        stdio: 'pipe',
        timeout: 60_000,
      });
    }
    const found = readdirSync(join(home, 'gems')).find((name) => name.startsWith(`${wanted}-`));
    return found === undefined
      ? { missing: 'not among the fetched gems' }
      : { folder: join(home, 'gems', found, 'lib') };
  } catch {
    return { missing: 'rubygems.org cannot be reached, or there is no Ruby (--gem FOLDER names one)' };
  }
}
