// cpp-httplib's own SSLServer with a constant reply, for contrast: stock_server PORT CERT KEY
#include <httplib.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fputs("usage: stock_server PORT CERT KEY\n", stderr);
    return 2;
  }
  httplib::SSLServer server(argv[2], argv[3]);
  server.Post("/validate", [](const httplib::Request&, httplib::Response& reply) {
    reply.set_content(
        R"({"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",)"
        R"("response":{"uid":"705ab4f5-6393-11e8-b7cc-42010a800002","allowed":true}})",
        "application/json");
  });
  return server.listen("127.0.0.1", std::atoi(argv[1])) ? 0 : 1;
}
