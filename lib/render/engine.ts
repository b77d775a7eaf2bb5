import { hash } from 'node:crypto';
import type { Config } from '../config.ts';
import { buildInUse } from '../programs.ts';
import { codeIdentity } from '../store/code-identity.ts';
import type { RenderSettings } from './render-process.ts';

/** What the render processes of a site, or of an export, need to know. Nobody tells a hub of an export's changes. */
export function renderSettings(project: string, config: Config, isExport = false): RenderSettings {
  return {
    project,
    paths: { ...config.paths, code: codeIdentity() },
    hub: isExport ? null : config.hub,
    purpose: isExport ? 'export' : config.staging ? 'staging' : null,
  };
}

/** Identifies all that pages are made by besides the content: the build, the settings, and Node, which writes dates. */
export function engineOf({ paths, hub, purpose }: RenderSettings, { cdn }: Config): string {
  return hash('sha256', JSON.stringify([buildInUse(), paths.code, hub, purpose, process.versions, cdn?.service]));
}
