import { tmpdir } from 'node:os';
import path from 'node:path';

/**
 * Sets the environment variables on which a result could depend, for this process and all that it starts:
 * time zone, locale, fonts and the configuration of git. No publication of the tests is in the time zone of
 * Kathmandu, so that code which uses the machine's zone by mistake fails. Variables of the site itself are
 * removed.
 */
export function pinEnvironment(): void {
  for (const name of [
    'CONTENT_DIR',
    'DATELINE_CACHE',
    'PORT',
    'PUBLISH_SECRET',
    'PUBLISH_POLL',
    'ACCESS_LOG',
    'CONTENT_REPOSITORY',
    'LOG_FORMAT',
    'LOG_LEVEL',
    'METRICS_PORT',
    'TRUSTED_PROXIES',
  ])
    delete process.env[name];
  Object.assign(process.env, {
    TZ: 'Asia/Kathmandu',
    LANG: 'C.UTF-8',
    LC_ALL: 'C.UTF-8',
    FONTCONFIG_FILE: path.join(import.meta.dirname, 'fonts.conf'),
    NEXT_TELEMETRY_DISABLED: '1',
    // Tests count renders and start many sites; those of warming set it.
    WARM_PAGES: '0',
    // Processes that tests start load the project's modules without compiling them again.
    NODE_COMPILE_CACHE: path.join(tmpdir(), 'dateline-tests-compiled'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: path.join(import.meta.dirname, 'git-config'),
  });
}
