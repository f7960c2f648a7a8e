package com.amazonaws.services.lambda.runtime.events;

import java.util.Map;

public class APIGatewayProxyResponseEvent {
    public APIGatewayProxyResponseEvent withStatusCode(Integer statusCode) {
        return this;
    }

    public APIGatewayProxyResponseEvent withHeaders(Map<String, String> headers) {
        return this;
    }

    public APIGatewayProxyResponseEvent withBody(String body) {
        return this;
    }
}
