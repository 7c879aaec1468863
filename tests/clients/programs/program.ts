import createClient from "openapi-fetch";
import type { components, paths } from "./mentorcerts.js";

type Schemas = components["schemas"];
declare const process: { env: Record<string, string | undefined> };

const mentor = process.env.MENTOR ?? "mntr_new";
const api = createClient<paths>({
  baseUrl: process.env.MENTORCERTS_URL ?? "http://localhost:8000",
  headers: { Authorization: `Bearer ${process.env.MENTORCERTS_TOKEN}` },
});

class Refused extends Error {
  constructor(readonly error: Schemas["ErrorBody"]) {
    super(error.message);
  }
}

function answered<T>(answer: { data?: T; error?: Schemas["Error"] }): T {
  if (answer.error) throw new Refused(answer.error.error);
  return answer.data as T;
}

// The whole list, from cursor to cursor: nothing is missed, and nothing comes twice.
async function* certifications(): AsyncGenerator<Schemas["Certification"]> {
  let after: string | null = "";
  while (after !== null) {
    const query: { after: string; limit: number } = { after, limit: 3 };
    const page: Schemas["PaginatedCertificationList"] = answered(
      await api.GET("/api/v1/certifications", { params: { query } }),
    );
    yield* page.data;
    after = page.pagination.next ?? null;
  }
}

const listed: string[] = [];
for await (const certification of certifications()) listed.push(certification.certification_id);
console.log(`listed ${listed.length}, of these different ${new Set(listed).size}`);

// Make a record. With a key of our own it is made once, however often we send it.
const today = new Date().toISOString().slice(0, 10);
const inYears = (years: number) => `${Number(today.slice(0, 4)) + years}-01-01`;
const made = await api.POST("/api/v1/certifications", {
  body: {
    mentor_id: mentor,
    certification_type: "peer_mentor_basic",
    issued_at: today,
    expires_at: inYears(2),
  },
  params: { header: { "Idempotency-Key": `record-${mentor}` } },
});
const certification = answered(made);
console.log(`recorded ${certification.certification_id}: ${certification.status}`);
console.log(`it is at ${made.response.headers.get("Location")}`);

// Renew it; sent again without a key it is refused, and the error says which renewal it was.
const renewal: Schemas["NewRenewal"] = {
  mentor_id: mentor,
  renewal_date: today,
  new_expiry_date: inYears(4),
};
const renew = () => api.POST("/api/v1/certification-renewals", { body: renewal });
console.log(`renewed ${answered(await renew()).renewal_id}`);
try {
  answered(await renew());
} catch (refusal) {
  if (!(refusal instanceof Refused)) throw refusal;
  console.log(`refused ${refusal.error.code}: ${refusal.error.details.renewal_id}`);
}

// What would tonight's run do?
const dry = await api.POST("/api/v1/certifications/expiry-job/run", { body: { dry_run: true } });
const run = answered(dry);
console.log(`would pause ${run.auto_paused} of ${run.mentors_scanned}`);
