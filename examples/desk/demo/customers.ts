import type { Message, TicketState } from "../src/api.ts";

/** Somebody of a customer, with the role that they get. */
export interface Colleague {
  readonly name: string;
  readonly email: string;
  readonly role: "owner" | "admin" | "agent";
}

export interface SeedTicket {
  readonly subject: string;
  readonly requester: string;
  readonly requesterEmail: string;
  readonly state: TicketState;
  readonly urgent?: true;
  readonly messages: readonly SeedMessage[];
}

interface SeedMessage {
  /** Null: whoever asked. */
  readonly author: string | null;
  readonly kind: Message["kind"];
  readonly body: string;
  readonly minutesAgo: number;
}

/** A customer of the desk: a company that answers its own customers with it. */
export interface Customer {
  readonly name: string;
  readonly slug: string;
  readonly owner: Colleague;
  readonly colleagues: readonly Colleague[];
  readonly tickets: readonly SeedTicket[];
}

const said = (minutesAgo: number, body: string): SeedMessage => ({ author: null, kind: "customer", body, minutesAgo });
const answered = (minutesAgo: number, author: string, body: string): SeedMessage => ({
  author,
  kind: "answer",
  body,
  minutesAgo,
});
const noted = (minutesAgo: number, author: string, body: string): SeedMessage => ({
  author,
  kind: "note",
  body,
  minutesAgo,
});

const brightwater: Customer = {
  name: "Brightwater Coffee",
  slug: "brightwater-coffee",
  owner: { name: "Mara Okafor", email: "mara@brightwater.example", role: "owner" },
  colleagues: [{ name: "Tomás Rey", email: "tomas@brightwater.example", role: "agent" }],
  tickets: [
    {
      subject: "Grinder arrived with a cracked hopper",
      requester: "Ingrid Solheim",
      requesterEmail: "ingrid@solheim.example",
      state: "open",
      urgent: true,
      messages: [
        said(
          52,
          "Hello,\n\nthe hand grinder from order BW-20418 came this morning. The hopper has a crack from rim to thread, and beans fall through. The box itself looks fine.\n\nCan you send another before Saturday? It is a birthday present.",
        ),
        noted(
          31,
          "Tomás Rey",
          "Third cracked hopper from the October batch. I have told the warehouse to open the rest.",
        ),
      ],
    },
    {
      subject: "Change of address for my subscription",
      requester: "Daniel Abebe",
      requesterEmail: "d.abebe@post.example",
      state: "open",
      messages: [
        said(
          190,
          "We move on the 1st. From December on, please send the two bags to Kastanienweg 12. The November delivery should still come to the old flat.",
        ),
      ],
    },
    {
      subject: "Which decaf for a moka pot?",
      requester: "Lucie Marchetti",
      requesterEmail: "lucie@marchetti.example",
      state: "open",
      messages: [
        said(
          340,
          "I liked the Huehuetenango, but coffee after four keeps me awake. Is your Swiss Water decaf all right in a moka pot, or does it turn bitter?",
        ),
      ],
    },
    {
      subject: "Invoice without VAT number",
      requester: "Café Lindgren, accounts",
      requesterEmail: "accounts@lindgren.example",
      state: "waiting",
      messages: [
        said(
          1500,
          "The invoice for October lacks our VAT number, so our accountant sends it back. Could you issue it anew?",
        ),
        answered(
          1380,
          "Mara Okafor",
          "Of course, and sorry for the trouble. Which number shall I put on it? The one that we have, SE5560…, was marked as invalid by the register yesterday.",
        ),
      ],
    },
    {
      subject: "Two parcels instead of one",
      requester: "Jun Watanabe",
      requesterEmail: "jun@watanabe.example",
      state: "solved",
      messages: [
        said(5760, "I ordered once and got two parcels, two days apart. Do I have to pay for the second one?"),
        answered(
          5700,
          "Tomás Rey",
          "No. Our shop sent your order twice; that was our mistake. Keep the second parcel, or give it to somebody who likes coffee.",
        ),
        said(5650, "That is kind of you. My neighbour says thanks!"),
      ],
    },
  ],
};

const halden: Customer = {
  name: "Halden Outdoor",
  slug: "halden-outdoor",
  owner: { name: "Sigrid Halden", email: "sigrid@halden.example", role: "owner" },
  colleagues: [
    { name: "Noor Haddad", email: "noor@halden.example", role: "admin" },
    { name: "Ben Ashworth", email: "ben@halden.example", role: "agent" },
  ],
  tickets: [
    {
      subject: "Tent pole broke on the second night",
      requester: "Priya Raman",
      requesterEmail: "priya@raman.example",
      state: "open",
      urgent: true,
      messages: [
        said(
          25,
          "We are at Besseggen with the four-season tent from rental 3391. A pole broke in the wind last night and we have splinted it with tape. Is there anywhere near Gjendesheim where we can swap it today?",
        ),
      ],
    },
    {
      subject: "Extend rental by three days",
      requester: "Oskar Nyberg",
      requesterEmail: "oskar@nyberg.example",
      state: "open",
      messages: [said(410, "The weather is too good to go home. May we keep the two kayaks until Thursday?")],
    },
    {
      subject: "Deposit not returned",
      requester: "Helen Brandt",
      requesterEmail: "helen@brandt.example",
      state: "waiting",
      messages: [
        said(2900, "I returned the touring skis on the 3rd. The deposit of 150 € has not come back yet."),
        noted(2800, "Noor Haddad", "The return was booked on the wrong order. I have asked finance to move it."),
        answered(
          2790,
          "Noor Haddad",
          "You are right: the return was booked on another order. It is put right now, and the money is with you in two working days. I will look on Friday whether it arrived.",
        ),
      ],
    },
    {
      subject: "Do you rent to schools?",
      requester: "Fjellheim School",
      requesterEmail: "office@fjellheim.example",
      state: "solved",
      messages: [
        said(
          8700,
          "We would like to take 24 pupils on a two-day hike in May. Do you have that many rucksacks in small sizes?",
        ),
        answered(
          8600,
          "Ben Ashworth",
          "We have 30, and schools pay half. I have put 24 aside for 12 to 13 May; just confirm by March.",
        ),
      ],
    },
  ],
};

export const customers: readonly Customer[] = [brightwater, halden];
