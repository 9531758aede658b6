import type { Block, MailContent } from "./content.ts";

/** The mail for who reads plain text; wraps nothing, since links must stay whole. */
export const renderText = ({ blocks }: Pick<MailContent, "blocks">): string => `${blocks.map(textOf).join("\n\n")}\n`;

function textOf(block: Block): string {
  switch (block.kind) {
    case "text":
    case "heading":
    case "small":
      return block.text;
    case "facts":
      return block.rows.map(([label, value]) => `${label}: ${value}`).join("\n");
    case "button":
    case "link":
      return `${block.label}:\n${block.url}`;
    case "rule":
      return "--";
  }
}
