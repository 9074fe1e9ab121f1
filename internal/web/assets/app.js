// What every page loads. Each module looks for its own data attributes, also
// in fragments that arrive later.
import { drafts } from "./lib/draft.js";
import { live } from "./lib/live.js";
import { filters } from "./lib/filter.js";
import { page } from "./lib/page.js";

page(document);
drafts(document);
filters(document);
live(document, (fragment) => filters(fragment));
