// Example texts for the styleguide and for the tests.

/** A headline of 200 characters. */
export const LONG_HEADLINE =
  'After nine years of hearings, two inquiries and a ferry that ran aground on the minister’s own jetty, the harbor board agrees to publish the tide tables it was meant to in the first place, with a note';

/** A word that is wider than a phone. */
export const LONG_WORD = 'Hafenfährenfahrplanauskunftsstellenleiterinnenversammlung';

const PARAGRAPH = `The crews agreed on Friday, in a hall that had not been full since the bridge was opened. Nobody spoke for long. The
vote itself took eleven minutes; counting it again, because the chair had lost her glasses, took twenty.`;

/** `count` paragraphs of running text. */
export function paragraphs(count: number): string {
  return Array.from({ length: count }, () => PARAGRAPH).join('\n\n');
}

/** A text of more than 1,000 words under five headings, so that it has a table of contents. */
export const LONG_TEXT = ['What was agreed', 'Who pays', 'The ships', 'The night', 'What comes next']
  .map((heading) => `## ${heading}\n\n${paragraphs(6)}`)
  .join('\n\n');

/** Everything that plain Markdown can express. */
export const MARKDOWN_TEXT = `
${PARAGRAPH} It is *not* what the **board** had hoped for, ~~nor what it planned~~; see [the minutes](https://courier.example/minutes), or write to the
clerk.[^clerk] The figure has been disputed before.[^figure]

## A heading of the second level

### A heading of the third level

${PARAGRAPH}

#### A heading of the fourth level

${PARAGRAPH}

- A list has entries
- some of them
  1. hold a list
  2. with numbers
- and some do not

1. First the pilots
2. then the crews
3. then the passengers, who had waited for two winters and were not surprised to wait for a third

- [x] Agreed
- [ ] Signed

| Ship | Berths |
| --- | ---: |
| *Alma* | 120 |
| *Berit* | 96 |

| Ship | Built | Yard | Length | Beam | Draught | Engines | Passengers | Vehicles | Home port | Last refit |
| :-- | --: | :-- | --: | --: | --: | :-: | --: | --: | :-- | --: |
| *Alma* | 1988 | Port Ansel | 84.2 m | 14.1 m | 4.2 m | Diesel-electric | 1,204 | 120 | Port Ansel | 2021 |
| *Berit* | 2004 | Skarness Verft | 91.0 m | 15.6 m | 4.4 m | Hydrogen | 1,380 | 136 | Skarness | 2024 |

> The timetable is a promise.

> We had stopped believing in the night.
>
> It was there all the same.
>
> — Ida Holm, *The Long Crossing*

The times are kept in a file, of which \`departures.txt\` is the newest:

\`\`\`
22:40  Alma   Port Ansel → Skarness, calls at Lower Ferry on request (ring the bell at the end of the pier)
23:55  Berit  Skarness → Port Ansel
\`\`\`

---

Its address is https://courier.example/departures/at/night/with/a/path/that/is/longer/than/a/line/of/a/phone.

[^clerk]: The clerk answers letters on Tuesdays.
[^figure]: First in 1988, then in 2004. See [the inquiry](https://courier.example/inquiry).
`;

/**
 * Every element that this engine adds to Markdown. `images` are the URLs of the images of its gallery; may be
 * empty.
 */
export function elementsText(images: readonly string[]): string {
  const gallery = `:::gallery[The fleet, *from the quay*.]
${images.map((src, index) => `![Ferry ${index + 1}](${src} "Ferry ${index + 1}, in the morning.")`).join('\n\n')}
:::`;
  return `
${PARAGRAPH}

:::pullquote[Ida Holm, captain of the *Alma*]
We had stopped believing in the night.
:::

${paragraphs(2)}

:::aside[How the vote was taken]
By ballot, in two rounds.

- The first decided whether.
- The second decided when.
:::

${images.length > 0 ? gallery : ''}

:::poem[The crossing]
The lamp on the pier
  is lit by nobody now
and burns all the same.

Who rings for the boat
waits for the boat.
:::

:::interview
**Did you expect the vote to pass?**

No. I had written the other speech.

**And what will you do with it?**

Keep it. There is always another vote.
:::

${images.length > 0 ? `![Ferries at the quay](${images[0]} "The fleet on Friday morning.")` : ''}

::video[The first crossing, from cast-off to landing]{url="https://video.example/crossing"}

::audio[The bell at Lower Ferry]{url="https://audio.example/bell"}

::post[“The night boat is back”, by the harbor board]{url="https://social.example/@board/1"}

::map[Where the night ferries call]{url="https://www.maps.example/night-ferries"}

${PARAGRAPH}
`;
}

/** What HTML adds to Markdown. */
export const HTML_TEXT = `
${PARAGRAPH}

<details>
<summary>How was the vote taken?</summary>

By ballot, in <mark>two rounds</mark>.

- The first decided whether.
- The second decided when.

</details>
<details open>
<summary>Who may vote?</summary>
<p>Everybody who sails.</p>
</details>

![The mast of the *Alma*](mast.jpg "The mast, seen from the quay.")

<dl>
<dt>Cast-off</dt>
<dd>The moment at which the last line is let go, and from which the crossing counts as begun, whatever the clock says.</dd>
<dt>Landing</dt>
<dd>The end of it.</dd>
</dl>

<table>
<caption>Night ferries by port</caption>
<thead><tr><th>Port</th><th>Ferries</th></tr></thead>
<tbody><tr><td>Port Ansel</td><td>4</td></tr>
<tr><td>Skarness</td><td>2</td></tr></tbody>
</table>

${PARAGRAPH}
`;
