// A rule as data: what it is called, why it exists, and one handler per view that it looks at.
// Guarantees that everything a person reads about a rule stands beside the code that enforces it.
#pragma once

#include "base/action.h"
#include "base/speakable.h"
#include "kube/connection_string.h"
#include "kube/object.h"
#include "kube/pod_facts.h"

namespace postern::rules {

struct CaValue;
struct Context;
class ReleaseFacts;
class Reporter;

template <typename View>
using Handler = void (*)(const View&, const kube::Meta&, const Context&, Reporter&);

struct Rule {
  Literal id;     // permanent, kebab-case
  Literal title;  // what is wrong, a few words
  Literal why;    // what happens if nobody stops it
  Literal hint;   // what to write instead; ends in a period
  Literal bad;    // a manifest on which the rule fires (YAML)
  Literal good;   // the same manifest put right
  Action action = Action::kDeny;
  bool bad_needs_world = false;  // `bad` shows several objects, of which one is wrong beside others

  void (*on_connection_string)(const kube::ConnectionString&, const Context&, Reporter&) = nullptr;
  /// The rule wants the connection strings inside other text as well: it is about leaks.
  bool reads_embedded = false;
  /// The rule is about what a string lacks: none can tell of one that a template may complete.
  bool needs_whole_string = false;
  void (*on_ca_value)(const CaValue&, const Context&, Reporter&) = nullptr;
  Handler<kube::SecretView> on_secret = nullptr;
  Handler<kube::ConfigMapView> on_config_map = nullptr;
  Handler<kube::WorkloadView> on_workload = nullptr;
  Handler<kube::ScaleView> on_scale = nullptr;
  /// Rules that need the environments, connection strings or mounts of a pod template.
  void (*on_pod)(const kube::PodFacts&, const Context&, Reporter&) = nullptr;
  /// Once for every application that a Helm release installs.
  void (*on_release)(const ReleaseFacts&, const Context&, Reporter&) = nullptr;
};

}  // namespace postern::rules
