/**
 * The SDK writes choices in a form (version 4) that appears in no genuine export; exports carry
 * version 3, without the row that first deletes what is there.
 */
export function toExportedChoices(text: string): string {
  return text
    .replace(/<sys_choice_v2 ([^>]*)version="4">/, '<sys_choice $1version="3">')
    .replace('</sys_choice_v2>', '</sys_choice>')
    .replace(/\s*<sys_choice action="delete_multiple"[^>]*\/>/, '');
}
