import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Colour, contrast } from '#lib/colours.ts';
import { readPublication } from '#lib/content/publication.ts';
import { NO_FILES, type ThemeLookup } from '#lib/content/theme.ts';
import { DEFAULT_PALETTES, DEFAULT_SECTIONS, themeColours } from '#lib/content/theme-colours.ts';

const MEASURES = { ascent: 0.9, descent: 0.3, width: 0.44, isSans: false, scripts: ['Latn'] } as const;

/** The files of a publication with a logo for each mode, a photograph, and a font. */
const files: ThemeLookup = {
  findingFor: (path) =>
    /^public\/(?:logo|night|huge)\.(?:svg|png)$|^public\/photo\.jpg$/.test(path) ? null : undefined,
  namesIn: () => ['logo.svg', 'night.svg'],
  sizeOf: (path) => (path === 'public/huge.png' ? 900_000 : 2_000),
  fontAt: (url) => {
    if (/newsreader|franklin|public-sans|courier/.test(url)) return { hash: 'a1b2c3d4', measures: MEASURES };
    return url === '/fonts/broken.woff2' ? { broken: 'is damaged or incomplete' } : null;
  },
};

const read = (theme: string, lookup = files) =>
  readPublication(
    'content/publication.yaml',
    `name: A\ntagline: B\norigin: https://a.example\ntimeZone: UTC\nlanguage: en\n${theme}\n`,
    lookup,
  );
const themeOf = (theme: string) => read(theme).record?.publication.theme;
const lines = (theme: string, lookup = files) =>
  read(theme, lookup).diagnostics.map(
    ({ line, column, severity, rule, reason, fix, blocks }) =>
      `${line}:${column} ${severity}${blocks ? ' blocks' : ''} ${rule} ${reason} ${fix}`,
  );

test('a publication without a theme has no such key, and needs no second look', () => {
  const reading = read('');
  expect(reading.record?.publication).not.toHaveProperty('theme');
  expect(reading).not.toHaveProperty('needsRecheck');
});

describe('colours', () => {
  test('that nobody chose are those of the engine', () => {
    const theme = themeOf('theme: {colours: {}}');
    expect(theme?.colours).toMatchObject({ ...DEFAULT_PALETTES, sections: [], named: DEFAULT_SECTIONS });
  });

  test('are parsed and written anew', () => {
    const theme = themeOf('theme: {colours: {accent: "0B5D4B", paper: "#FFF", ink: "#111"}}');
    expect(theme?.colours?.light).toMatchObject({ accent: '#0b5d4b', paper: '#ffffff', ink: '#111111' });
  });

  test('are those that were chosen, in both modes', () => {
    const theme = themeOf(
      'theme: {colours: {accent: "#0b5d4b", dark: {accent: "#7fd1b9", paper: "#101312", ink: "#e8eae9"}, sections: {City Life: "#1d4f91", Arts: {light: "#6a3d8f", dark: "#c7a3e6"}}}}',
    );
    expect(theme?.colours?.dark).toMatchObject({ accent: '#7fd1b9', paper: '#101312', ink: '#e8eae9' });
    expect(theme?.colours?.sections).toEqual([
      { slug: 'city-life', name: 'City Life', light: '#1d4f91', dark: expect.stringMatching(/^#[\da-f]{6}$/) },
      { slug: 'arts', name: 'Arts', light: '#6a3d8f', dark: '#c7a3e6' },
    ]);
  });

  test('of text that cannot be read are errors that keep nothing off the site, with the nearest that can', () => {
    expect(lines('theme: {colours: {accent: "#ffcc00", paper: "#ffffff"}}')).toEqual([
      expect.stringMatching(
        /^6:27 error theme-contrast “theme\.colours\.accent” has a contrast of 1\.\d to 1 with the paper; text needs 4\.5 to 1\. Write accent: "#[\da-f]{6}", the nearest colour that can be read\. Until then readers get that one instead of #ffcc00\.$/,
      ),
    ]);
    const { accent = '', paper = '' } =
      themeOf('theme: {colours: {accent: "#ffcc00", paper: "#ffffff"}}')?.colours?.light ?? {};
    expect(contrast(accent, paper)).toBeGreaterThanOrEqual(4.5);
  });

  test('that cannot be read in dark mode or in a section are reported at their keys', () => {
    const found = lines(
      'theme:\n  colours:\n    dark: {accent: "#550000"}\n    sections:\n      Arts: "#eeeeee"\n      City: {light: "#111111", dark: "#222222"}',
    );
    expect(found.map((line) => line.split(' has a contrast')[0])).toEqual([
      '8:20 error theme-contrast “theme.colours.dark.accent”',
      '10:13 error theme-contrast “theme.colours.sections.Arts”',
      '11:38 error theme-contrast “theme.colours.sections.City.dark”',
    ]);
  });

  test('that are no colours are left out, and the rest is published', () => {
    expect(lines('theme: {colours: {accent: crimson, paper: "#ffffff"}}')).toEqual([
      '6:27 error key-value “theme.colours.accent” must be a colour of six hexadecimal digits. Write it like this: accent: "#0b5d4b"',
    ]);
    expect(themeOf('theme: {colours: {accent: crimson, paper: "#ffffff"}}')?.colours?.light.paper).toBe('#ffffff');
  });

  test('without quotes are comments of YAML, and the message says so', () => {
    expect(lines('theme:\n  colours:\n    accent: #0b5d4b')).toEqual([
      '8:13 error blocks yaml-syntax “#0b5d4b” is not part of the value: “#” after a space starts a comment. Put the whole value in double quotes ("…"); or, if it is a comment, write a space after “#”.',
    ]);
  });

  const anyColour = fc
    .integer({ min: 0, max: 0xffffff })
    .map((value): Colour => `#${value.toString(16).padStart(6, '0')}`);
  const some = fc.option(anyColour, { nil: undefined });
  const chosen = fc.record({ accent: some, paper: some, ink: some });

  test('can be read on paper and in boxes, whatever an editor chooses', () => {
    const sections = fc.dictionary(fc.constantFrom('Arts', 'City'), fc.record({ light: anyColour, dark: some }));
    fc.assert(
      fc.property(chosen, chosen, sections, (light, dark, sections) => {
        const found = themeColours({ ...light, dark, sections }, () => {});
        for (const mode of ['light', 'dark'] as const) {
          const { paper, tint, ink, soft, accent } = found[mode];
          const accents = [...found.sections, ...Object.values(found.named)].map((section) => section[mode]);
          for (const text of [ink, soft, accent, ...accents])
            for (const ground of [paper, tint]) expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
        }
      }),
    );
  });
});

describe('a logo', () => {
  test('is one file, or one for each mode, with its height', () => {
    expect(themeOf('theme: {logo: /logo.svg}')?.logo).toEqual({ light: '/logo.svg', dark: null, height: 48 });
    expect(themeOf('theme: {logo: {light: /logo.svg, dark: /night.svg, height: 64}}')?.logo).toEqual({
      light: '/logo.svg',
      dark: '/night.svg',
      height: 64,
    });
  });

  test('is an image that publication.yaml uses, and is looked at again at each sync', () => {
    expect(read('theme: {logo: {light: /logo.svg, dark: /night.svg}}')).toMatchObject({
      uses: [
        { src: '/logo.svg', image: 'public/logo.svg' },
        { src: '/night.svg', image: 'public/night.svg' },
      ],
      needsRecheck: true,
    });
  });

  test.each([
    ['/lgo.svg', 'image-missing There is no file public/lgo.svg. Did you mean “logo.svg”?'],
    ['/photo.jpg', 'image-type The logo /photo.jpg is neither SVG nor PNG. Save it as SVG, or else as PNG.'],
    [
      '/huge.png',
      'image-large The logo /huge.png has 900,000 bytes; a logo may have 200,000, since every page loads it. Simplify the drawing, or save it with fewer pixels.',
    ],
    ['/notes.txt', 'image-type The logo /notes.txt is neither SVG nor PNG.'],
  ])('%s is an error, and pages have the name', (file, message) => {
    expect(lines(`theme: {logo: ${file}}`)).toEqual([expect.stringContaining(`error ${message}`)]);
    expect(themeOf(`theme: {logo: ${file}}`)).toMatchObject({ logo: null });
  });

  test('whose SVG holds a script is an error, and pages have the name', () => {
    const finding = {
      severity: 'error',
      rule: 'image-unsafe',
      reason: 'The SVG x holds a <script>.',
      fix: 'Remove it.',
    } as const;
    const lookup = { ...files, findingFor: () => finding };
    expect(lines('theme: {logo: /logo.svg}', lookup)).toEqual([
      '6:15 error image-unsafe The SVG x holds a <script>. Remove it.',
    ]);
    expect(read('theme: {logo: /logo.svg}', lookup).record?.publication.theme?.logo).toBeNull();
  });

  test('on another site is an error', () => {
    expect(lines('theme: {logo: https://x.example/logo.svg}')[0]).toContain('error key-value');
  });

  test.each(['8', '4000', '"48"'])('cannot be %s high', (height) => {
    expect(lines(`theme: {logo: {light: /logo.svg, height: ${height}}}`)).toEqual([expect.stringContaining('height')]);
    expect(themeOf(`theme: {logo: {light: /logo.svg, height: ${height}}}`)?.logo).toMatchObject({ height: 48 });
  });
});

describe('fonts', () => {
  test('of the default pairing are those that every page has', () => {
    expect(themeOf('theme: {faces: newsreader}')).toMatchObject({ faces: null });
  });

  test('of a pairing are files of the engine, each for some characters', () => {
    const faces = themeOf('theme: {faces: franklin}')?.faces;
    expect(faces?.headline.files).toEqual([
      { url: '/fonts/libre-franklin-display-1.woff2', range: expect.stringContaining('U+20-FF') },
      { url: '/fonts/libre-franklin-display-ext-1.woff2', range: expect.stringContaining('U+100-151') },
    ]);
    expect(faces).toMatchObject({ pairing: 'franklin', text: {}, italic: {}, bold: {} });
  });

  test('of the publication have an address that changes with their bytes', () => {
    const faces = themeOf('theme: {faces: {headline: /fonts/courier.woff2}}')?.faces;
    expect(faces?.headline).toEqual({
      files: [{ url: '/fonts/courier.woff2?a1b2c3d4', range: null }],
      measures: MEASURES,
    });
    expect(faces?.text.files[0]?.url).toBe('/fonts/newsreader-text-1.woff2');
  });

  test('for text have no italic of another family', () => {
    const faces = themeOf('theme: {faces: {pairing: franklin, text: /fonts/courier.woff2}}')?.faces;
    expect(faces).toMatchObject({ italic: null, bold: null, headline: {} });
  });

  test.each([
    ['missing', '/fonts/gone.woff2', 'There is no file public/fonts/gone.woff2. Put the font there.'],
    ['broken', '/fonts/broken.woff2', 'The font public/fonts/broken.woff2 is damaged or incomplete. Export it again'],
  ])('that are %s are errors, and pages have those of the pairing', (_, file, message) => {
    expect(lines(`theme: {faces: {text: ${file}}}`)).toEqual([
      expect.stringContaining(`error font-unusable ${message}`),
    ]);
    expect(themeOf(`theme: {faces: {text: ${file}}}`)).toMatchObject({ faces: null });
  });

  test.each(['/courier.woff2', '../x.woff2', '/fonts/x.ttf', 'https://fonts.example/x.woff2', '/fonts/a);}.woff2'])(
    'cannot be at %s',
    (file) => {
      expect(lines(`theme: {faces: {text: "${file}"}}`)).toEqual([
        expect.stringContaining('“theme.faces.text” must be a WOFF2 file in public/fonts/.'),
      ]);
    },
  );

  test('of an unknown pairing are an error with the known ones', () => {
    expect(lines('theme: {faces: frankln}')).toEqual([expect.stringContaining('Did you mean “franklin”?')]);
  });
});

test('an error in a theme keeps nothing off the site', () => {
  for (const theme of ['theme: {grid: denser}', 'theme: 5', 'theme: {colour: 1}', 'theme: {faces: []}']) {
    expect(read(theme, NO_FILES).diagnostics.length, theme).toBeGreaterThan(0);
    expect(read(theme, NO_FILES).record?.publication.name, theme).toBe('A');
  }
});
