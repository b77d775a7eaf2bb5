import type { RuleGuides } from './rule-guide.ts';

/** What the guide says about the rules on the look of a publication. */
export const THEME_RULES = {
  'theme-contrast': {
    what: 'A colour of the theme cannot be read on the paper, or in a box on it: text needs a contrast of 4.5 to 1 (WCAG 2.2 AA), in light and in dark mode. Until the colour is changed, readers get the nearest one that can be read.',
    fix: 'Write the colour that the message names, or one that is darker, or lighter in dark mode.',
  },
  'font-unusable': {
    what: 'A font of the theme does not exist, is no WOFF2, is damaged, or has more than 250,000 bytes. Readers get the font of the pairing instead.',
    fix: 'Export the font as WOFF2 with only the letters that your languages need.',
  },
  'stylesheet-invalid': {
    what: 'publication.css cannot be used: it has an error, loads something from another site, or has more than 30,000 bytes.',
    keepsOff: true,
    fix: 'Fonts, images and rules come from this site: their addresses begin with “/”.',
  },
} satisfies RuleGuides;
