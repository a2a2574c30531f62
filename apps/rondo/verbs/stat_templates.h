// rondo stat --templates: the templates of a score's lines.
#ifndef RONDO_APPS_RONDO_VERBS_STAT_TEMPLATES_H_
#define RONDO_APPS_RONDO_VERBS_STAT_TEMPLATES_H_

#include <cstdint>
#include <string>

#include "rondo/templates.h"

namespace rondo::app {

struct TemplateView {
  uint64_t top = UINT64_MAX;  // most templates shown
  size_t width = SIZE_MAX;    // columns of the screen; longer lines are cut
  bool colored = false;
};

// Two lines for each template, the template and an example, then sums. Bytes that are not
// printable stand as \t, \r or \xNN.
std::string TemplateTable(const std::string& file, const TemplateSummary& summary,
                          const TemplateView& view);

// One JSON object on one line:
//   {"file":..., "lines":N, "lines_without_template":N, "lines_in_other_segments":N,
//    "template_count":N, "templates":[{"lines":N, "share":0.4830, "template":"...",
//    "slots":["time",...], "example":"..."},...]}
std::string TemplateJson(const std::string& file, const TemplateSummary& summary,
                         const TemplateView& view);

}  // namespace rondo::app

#endif  // RONDO_APPS_RONDO_VERBS_STAT_TEMPLATES_H_
