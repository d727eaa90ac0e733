#include "identity/rule_engine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

namespace bgsnap {
namespace {

/// Rules and records of a few short words, so that most conditions hold of something.
class RandomRules {
public:
  explicit RandomRules(unsigned seed) : random_(seed) {}

  IdentityRule rule() {
    IdentityRule made;
    for (std::size_t left = below(4); left != 0; --left) made.when.push_back(condition());
    for (std::string* text : {&made.class_name, &made.profile, &made.scope, &made.pname, &made.version, &made.system})
      if (below(3) == 0) *text = templates[below(templates.size())];
    made.compiled = static_cast<IdentityRule::Compiled>(below(3));
    made.sets_version = below(5) == 0;
    if (below(5) == 0) made.shows = {"a"};
    return made;
  }

  std::vector<IdentityRule> rules(std::size_t count) {
    std::vector<IdentityRule> made(count);
    std::generate(made.begin(), made.end(), [this] { return rule(); });
    return made;
  }

  std::string word() { return words[below(words.size())]; }
  std::size_t below(std::size_t end) { return random_() % end; }

  /// Some of the attributes a, b and c, ascending.
  std::vector<RawVariable> variables() {
    std::vector<RawVariable> made;
    for (const std::string_view name : {"a", "b", "c"})
      if (below(2) == 0) made.push_back({name, words[below(words.size())]});
    return made;
  }

private:
  Condition condition() {
    static const std::vector<std::string> properties = {"name", "pname",  "version", "system", "builder", "kind",
                                                        "url",  "member", "attr.a",  "attr.b", "attr.c",  "unheard of"};
    Condition made{properties[below(properties.size())], {}, below(4) == 0, below(4) == 0};
    const std::vector<std::string>& from = made.property == "member" ? templates : globs;
    for (std::size_t left = 1 + below(2); left != 0; --left) made.globs.push_back(from[below(from.size())]);
    return made;
  }

  static inline const std::vector<std::string> words = {"", "x", "xy", "Xy", "fixed", "yx-1", "xxy"};
  static inline const std::vector<std::string> globs = {"", "*", "?*", "x", "x*", "*y", "*x*", "x?*", "*X?", "fixed", "f*d", "**"};
  static inline const std::vector<std::string> templates = {"x", "{attr.a}", "{attr.b}-{name}", "{{{pname}", "{attr.c}", "{kind}", "{unheard of}"};
  std::mt19937 random_;
};

/// A record, and what there is to ask of it.
struct Asked {
  std::vector<RawVariable> env;
  std::vector<RawVariable> attributes;
  std::vector<std::string> words;
  RawDerivation derivation;
  RuleSubject subject;

  explicit Asked(RandomRules& random) : env(random.variables()), attributes(random.below(3) == 0 ? random.variables() : std::vector<RawVariable>()) {
    for (int i = 0; i < 6; ++i) words.push_back(random.word());
    derivation.env = std::span<const RawVariable>(env);
    derivation.attributes = std::span<const RawVariable>(attributes);
    subject = {words[0], words[1], words[2], words[3], words[4], static_cast<DerivationKind>(random.below(derivation_kinds)), words[5]};
  }
};

/// Every rule after the other, every condition as it is written.
class PlainReading {
public:
  PlainReading(const Asked& asked, const std::vector<std::string>& members) : asked_(asked), members_(members) {}

  struct Decision {
    std::string class_name, profile, scope, pname, version, system;
    bool version_set = false;
    IdentityRule::Compiled compiled = IdentityRule::Compiled::unset;
    const IdentityRule* shows = nullptr;
  };

  [[nodiscard]] Decision decide(const std::vector<IdentityRule>& rules) const {
    Decision made;
    for (const IdentityRule& rule : rules) {
      if (!std::all_of(rule.when.begin(), rule.when.end(), [this](const Condition& one) { return holds(one); })) continue;
      say(made.class_name, rule.class_name);
      say(made.profile, rule.profile);
      say(made.scope, rule.scope);
      say(made.pname, rule.pname);
      say(made.system, rule.system);
      if (!made.version_set && (!rule.version.empty() || rule.sets_version)) {
        made.version = rendered(rule.version);
        made.version_set = true;
      }
      if (made.compiled == IdentityRule::Compiled::unset) made.compiled = rule.compiled;
      if (made.shows == nullptr && !rule.shows.empty()) made.shows = &rule;
    }
    return made;
  }

private:
  [[nodiscard]] std::string value(std::string_view property) const {
    const RuleSubject& subject = asked_.subject;
    if (property == "name") return std::string(subject.name);
    if (property == "pname") return std::string(subject.pname);
    if (property == "version") return std::string(subject.version);
    if (property == "system") return std::string(subject.system);
    if (property == "builder") return std::string(subject.builder);
    if (property == "kind") return std::string(name_of(subject.kind));
    if (property == "url") return std::string(subject.url);
    if (property.starts_with("attr.")) return std::string(asked_.derivation.attribute(property.substr(5)).value_or(""));
    return {};
  }

  [[nodiscard]] std::string rendered(std::string_view text) const {
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
      if (text.substr(at).starts_with("{{")) {
        made += '{';
        at += 2;
      } else if (text[at] == '{') {
        const std::size_t close = text.find('}', at);
        made += value(text.substr(at + 1, close - at - 1));
        at = close + 1;
      } else {
        made += text[at++];
      }
    }
    return made;
  }

  [[nodiscard]] bool holds(const Condition& condition) const {
    const auto matches = [&](const std::string& glob) {
      if (condition.property == "member") return std::find(members_.begin(), members_.end(), rendered(glob)) != members_.end();
      return glob_matches(glob, value(condition.property), condition.ignore_case);
    };
    return std::any_of(condition.globs.begin(), condition.globs.end(), matches) != condition.negated;
  }

  void say(std::string& field, const std::string& text) const {
    if (field.empty()) field = rendered(text);
  }

  const Asked& asked_;
  const std::vector<std::string>& members_;
};

AttributeValues attributes_for(const std::vector<IdentityRule>& rules) {
  std::vector<std::string> names;
  collect_asked(rules, names);
  return AttributeValues(std::move(names));
}

TEST(RuleEngineLaw, RulesListedByWhatTheyLookAtSayWhatTheySayOneAfterTheOther) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    RandomRules random(seed);
    const std::vector<IdentityRule> rules = random.rules(seed % 10 == 0 ? 150 : 1 + random.below(12));
    Rules all;
    all.members = {"xy", "x"};
    std::deque<std::string> texts;
    AttributeValues attributes = attributes_for(rules);
    RuleEngine engine(rules, all, attributes, texts);
    for (int round = 0; round < 30; ++round) {
      const Asked asked(random);
      attributes.load(asked.derivation);
      const RuleEngine::Decision decision = engine.decide(asked.subject);
      const PlainReading::Decision plain = PlainReading(asked, all.members).decide(rules);
      ASSERT_EQ(decision.key.class_name, plain.class_name) << "seed " << seed;
      ASSERT_EQ(decision.key.profile, plain.profile) << "seed " << seed;
      ASSERT_EQ(decision.key.scope, plain.scope) << "seed " << seed;
      ASSERT_EQ(decision.key.pname, plain.pname) << "seed " << seed;
      ASSERT_EQ(decision.key.version, plain.version) << "seed " << seed;
      ASSERT_EQ(decision.key.system, plain.system) << "seed " << seed;
      ASSERT_EQ(decision.version_set, plain.version_set) << "seed " << seed;
      ASSERT_EQ(decision.compiled, plain.compiled) << "seed " << seed;
      ASSERT_EQ(decision.shows, plain.shows) << "seed " << seed;
    }
  }
}

TEST(CompiledGlobLaw, MatchesWhatTheGlobMatches) {
  std::mt19937 random(3);
  const auto text_of = [&random](std::string_view letters) {
    std::string text(random() % 6, ' ');
    std::generate(text.begin(), text.end(), [&] { return letters[random() % letters.size()]; });
    return text;
  };
  for (int round = 0; round < 20000; ++round) {
    const std::string glob = text_of("ab*?A");
    const std::string text = text_of("abA");
    const bool ignore_case = random() % 2 == 0;
    ASSERT_EQ(CompiledGlob(glob, ignore_case).matches(text), glob_matches(glob, text, ignore_case)) << glob << " and " << text;
  }
}

TEST(AttributeValues, StructuredAttributesComeBeforeTheEnvironment) {
  const std::vector<RawVariable> env = {{"pname", "env"}, {"src", "/s"}, {"version", "1"}};
  const std::vector<RawVariable> structured = {{"pname", "structured"}, {"version", ""}};
  RawDerivation derivation;
  derivation.env = std::span(env);
  derivation.attributes = std::span(structured);
  AttributeValues values({"version", "pname", "url", "pname"});
  values.load(derivation);
  EXPECT_EQ(values[values.place("pname")], "structured");
  EXPECT_EQ(values[values.place("version")], "");
  EXPECT_EQ(values[values.place("url")], "");
}

TEST(AttributeValues, TheDerivationBeforeIsForgotten) {
  const std::vector<RawVariable> env = {{"pname", "one"}};
  RawDerivation derivation;
  derivation.env = std::span(env);
  AttributeValues values({"pname"});
  values.load(derivation);
  values.load(RawDerivation());
  EXPECT_EQ(values[0], "");
}

TEST(AttributeValues, AGraphThatWasReadWithoutOneOfThemIsRefused) {
  const std::vector<std::string> asked = {"pname", "version"};
  const std::vector<RawVariable> answers = {{"pname", "tool"}};
  RawDerivation derivation;
  derivation.asked = &asked;
  derivation.answers = answers;
  AttributeValues some({"pname"});
  some.load(derivation);
  EXPECT_EQ(some[0], "tool");
  AttributeValues more({"pname", "url"});
  EXPECT_THROW(more.load(derivation), std::logic_error);
}

}  // namespace
}  // namespace bgsnap
