/** What is between each `<name>` and its `</name>`, in order; for elements that have none of their own name inside. */
export function elementsOf(xml: string, name: string): string[] {
  const found: string[] = [];
  const end = `</${name}>`;
  for (let at = 0; ;) {
    const start = nextStart(xml, name, at);
    if (start === undefined) return found;
    const close = xml.indexOf(end, start);
    if (close === -1) return found;
    found.push(xml.slice(start, close));
    at = close + end.length;
  }
}

/** The text of the first such element; undefined where there is none. */
export function textOf(xml: string, name: string): string | undefined {
  const [content] = elementsOf(xml, name);
  return content === undefined ? undefined : decode(content);
}

/** Whether the document is an `<Error>`: some answers begin with 200 and turn out to be one. */
export function isErrorXml(xml: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<Error[\s>]/.test(xml);
}

/** Text made safe between two tags. */
export function encodeXml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.codePointAt(0) ?? 0};`);
}

function nextStart(xml: string, name: string, from: number): number | undefined {
  for (let at = from; ; at += 1) {
    at = xml.indexOf(`<${name}`, at);
    if (at === -1) return undefined;
    const after = xml[at + name.length + 1] ?? '';
    if (!/[\s>]/.test(after)) continue;
    const end = xml.indexOf('>', at);
    return end === -1 ? undefined : end + 1;
  }
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{1,8}));/gi,
    (whole, hex?: string, digits?: string, name?: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
