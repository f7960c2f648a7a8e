package com.amazonaws.services.lambda.runtime.events;

import java.util.Map;

public class APIGatewayV2HTTPResponse {
    public static Builder builder() {
        return new Builder();
    }

    public static class Builder {
        public Builder withStatusCode(int statusCode) {
            return this;
        }

        public Builder withHeaders(Map<String, String> headers) {
            return this;
        }

        public Builder withBody(String body) {
            return this;
        }

        public APIGatewayV2HTTPResponse build() {
            return new APIGatewayV2HTTPResponse();
        }
    }
}
