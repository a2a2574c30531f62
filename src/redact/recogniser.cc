// Tested by tests/redact/recogniser_test.cc.
#include "redact/recogniser.h"

#include <array>
#include <utility>

#include "redact/email_finder.h"
#include "redact/expression_finder.h"
#include "redact/mark.h"
#include "redact/user_finder.h"
#include "redact/word_finder.h"

namespace rondo::redact {
namespace {

constexpr size_t kMostFinders = kMaxExpressions + 3;

// The next value of each finder.
class Front {
 public:
  Front(const std::vector<std::unique_ptr<Finder>>& finders, const ClassList& list,
        std::string_view line)
      : finders_(finders), list_(list), line_(line) {
    for (size_t i = 0; i < finders_.size(); ++i) Advance(i, 0);
  }

  std::optional<Value> Take() {
    std::optional<Value> best;
    for (size_t i = 0; i < finders_.size(); ++i) {
      const std::optional<Value>& value = next_[i];
      if (value && (!best || value->from < best->from ||
                    (value->from == best->from && value->to > best->to))) {
        best = value;
      }
    }
    if (best) DrawOut(&*best);
    return best;
  }

 private:
  void DrawOut(Value* best) {
    for (bool longer = true; longer;) {
      longer = false;
      for (size_t i = 0; i < finders_.size(); ++i) {
        while (next_[i] && next_[i]->from < best->to) {
          if (next_[i]->to > best->to) {
            best->to = next_[i]->to;
            longer = true;
          }
          Advance(i, next_[i]->to);
        }
      }
    }
  }

  void Advance(size_t finder, size_t from) {
    std::optional<Value>& value = next_[finder];
    do {
      value = finders_[finder]->Next(line_, from);
      if (value) from = value->to;
    } while (value && IsWithinMark(line_, value->from, value->to, list_.names()));
  }

  const std::vector<std::unique_ptr<Finder>>& finders_;
  const ClassList& list_;
  const std::string_view line_;
  std::array<std::optional<Value>, kMostFinders> next_;
};

}  // namespace

Recogniser::Recogniser(ClassList list) : list_(std::move(list)) {
  for (const ClassList::Expression& expression : list_.expressions()) {
    finders_.push_back(std::make_unique<ExpressionFinder>(expression));
  }
  if (list_.Has(ValueClass::kEmail)) finders_.push_back(std::make_unique<EmailFinder>());
  const bool words = list_.Has(ValueClass::kUuid) || list_.Has(ValueClass::kIp) ||
                     list_.Has(ValueClass::kHex) || list_.Has(ValueClass::kNumber);
  if (words) finders_.push_back(std::make_unique<WordFinder>(list_));
  if (list_.Has(ValueClass::kUser)) finders_.push_back(std::make_unique<UserFinder>());
}

void Recogniser::ForEach(std::string_view line,
                         const std::function<void(const Value&)>& use) const {
  Front front(finders_, list_, line);
  while (const auto value = front.Take()) use(*value);
}

}  // namespace rondo::redact
