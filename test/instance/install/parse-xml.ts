import { SaxesParser } from 'saxes';
import { InstallRefused } from './refused.ts';

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  name: string;
  attributes: Record<string, string>;
  children: Open[];
  text: string;
}

const MAX_DEPTH = 64;
const MAX_CHARACTERS = 64 * 1024 * 1024;

/** Artefacts are UTF-8; bytes that are not, a UTF-16 mark among them, are refused instead of guessed at. */
export function decodeUtf8(bytes: Uint8Array, origin: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InstallRefused('wrong charset', `${origin}: not UTF-8`);
  }
}

/**
 * Parses a whole document. A document type is refused outright: entities are where bombs and reads of local
 * files hide, and no artefact of the platform carries one.
 */
export function parseXml(text: string, origin: string): XmlElement {
  if (text.length > MAX_CHARACTERS)
    throw new InstallRefused('too large', `${origin}: larger than ${MAX_CHARACTERS} characters`);
  const parser = new SaxesParser();
  const holder: Open = { name: '', attributes: {}, children: [], text: '' };
  const open: Open[] = [holder];
  const top = (): Open => open.at(-1) ?? holder;
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^utf-?8$/i.test(encoding))
      throw new InstallRefused('wrong charset', `${origin}: declares ${encoding}, not UTF-8`);
  });
  parser.on('doctype', () => {
    throw new InstallRefused(
      'document type',
      `${origin}: document types and entities are not accepted`,
    );
  });
  parser.on('error', (error) => {
    throw new InstallRefused('malformed xml', `${origin}: ${error.message}`);
  });
  parser.on('opentag', (tag) => {
    if (open.length > MAX_DEPTH)
      throw new InstallRefused(
        'nested too deep',
        `${origin}: nested deeper than ${MAX_DEPTH} elements`,
      );
    const element: Open = {
      name: tag.name,
      attributes: { ...tag.attributes },
      children: [],
      text: '',
    };
    top().children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => void open.pop());
  parser.on('text', (part) => {
    top().text += part;
  });
  parser.on('cdata', (part) => {
    top().text += part;
  });
  parser.write(text).close();
  const [root] = holder.children;
  if (root === undefined) throw new InstallRefused('malformed xml', `${origin}: no root element`);
  return root;
}
